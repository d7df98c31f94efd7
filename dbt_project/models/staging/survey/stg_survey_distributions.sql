{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'collector_id': 'string', 'name': 'string',
    'channel': 'string', 'status': 'string', 'sent_at': 'timestamp', 'mailing_list': 'string',
    'mailing_list_contacts': 'bigint', 'mailing_list_unsubscribed': 'bigint', 'invitations_sent': 'bigint',
    'invitations_opened': 'bigint', 'invitations_bounced': 'bigint', 'responses_begun': 'bigint',
    'responses_told': 'bigint',
} -%}
{%- set lists = ['mailing_list', 'mailing_list_contacts', 'mailing_list_unsubscribed'] -%}
{%- set mailing = lists + ['invitations_sent', 'invitations_opened', 'invitations_bounced', 'responses_begun'] -%}
{#- A mailing, and the list it went to as the list stands. -#}
{%- set mailed = '(select ways.*, lists.mailing_list, lists.mailing_list_contacts, lists.mailing_list_unsubscribed from '
    ~ source('qualtrics', 'qualtrics__distributions') ~ ' as ways left join (select account_id, list_id,'
    ~ ' max(list_name) as mailing_list, count(*) as mailing_list_contacts,'
    ~ ' sum(case when is_unsubscribed then 1 else 0 end) as mailing_list_unsubscribed from '
    ~ source('qualtrics', 'qualtrics__mailing_contacts') ~ ' group by account_id, list_id) as lists'
    ~ ' on ways.account_id = lists.account_id and ways.mailing_list_id = lists.list_id) as mailed' -%}
{#- Tools that count a survey as a whole: one way, `all`. -#}
{{ union_by_name(columns, [
    {'from': source('wenjuanxing_api', 'wenjuanxing_api__surveys'), 'lacks': mailing + ['channel'],
     'set': {'platform': "'wenjuanxing_api'", 'collector_id': "'all'", 'name': 'title', 'sent_at': 'begun_at',
             'responses_told': 'sheets_total'}},
    {'from': source('surveymonkey', 'surveymonkey__collectors'), 'lacks': mailing,
     'set': {'platform': "'surveymonkey'"}},
    {'from': mailed,
     'set': {'platform': "'qualtrics'", 'channel': "case when channel in ('Invite', 'Reminder', 'ThankYou') then 'email' else lower(channel) end"}},
]) }}
