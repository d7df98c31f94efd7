{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'collector_id': 'string', 'name': 'string',
    'channel': 'string', 'status': 'string', 'sent_at': 'timestamp', 'invitations_sent': 'bigint',
    'invitations_opened': 'bigint', 'invitations_bounced': 'bigint', 'responses_begun': 'bigint',
    'responses_told': 'bigint',
} -%}
{%- set mailing = ['invitations_sent', 'invitations_opened', 'invitations_bounced', 'responses_begun'] -%}
{{ union_by_name(columns, [
    {'from': source('surveymonkey', 'surveymonkey__collectors'), 'lacks': mailing,
     'set': {'platform': "'surveymonkey'"}},
    {'from': source('qualtrics', 'qualtrics__distributions'),
     'set': {'platform': "'qualtrics'", 'channel': "case when channel in ('Invite', 'Reminder', 'ThankYou') then 'email' else lower(channel) end"}},
]) }}
