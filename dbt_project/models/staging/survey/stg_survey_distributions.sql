{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'collector_id': 'string', 'name': 'string',
    'channel': 'string', 'status': 'string', 'sent_at': 'timestamp', 'mailing_list': 'string',
    'mailing_list_contacts': 'bigint', 'mailing_list_unsubscribed': 'bigint', 'invitations_sent': 'bigint',
    'invitations_opened': 'bigint', 'invitations_bounced': 'bigint', 'responses_begun': 'bigint',
    'responses_told': 'bigint', 'workspace': 'string', 'visits': 'bigint', 'visitors': 'bigint',
} -%}
{%- set lists = ['mailing_list', 'mailing_list_contacts', 'mailing_list_unsubscribed'] -%}
{%- set visited = ['workspace', 'visits', 'visitors'] -%}
{%- set mailing = lists + ['invitations_sent', 'invitations_opened', 'invitations_bounced', 'responses_begun'] -%}
{#- A mailing, and the list it went to as the list stands. -#}
{%- set mailed = '(select ways.*, lists.mailing_list, lists.mailing_list_contacts,'
    ~ ' lists.mailing_list_unsubscribed from '
    ~ source('qualtrics', 'qualtrics__distributions') ~ ' as ways left join (select account_id, list_id,'
    ~ ' max(list_name) as mailing_list, count(*) as mailing_list_contacts,'
    ~ ' sum(case when is_unsubscribed then 1 else 0 end) as mailing_list_unsubscribed from '
    ~ source('qualtrics', 'qualtrics__mailing_contacts') ~ ' group by account_id, list_id) as lists'
    ~ ' on ways.account_id = lists.account_id and ways.mailing_list_id = lists.list_id) as mailed' -%}
{#- A form, and its visits as they were told last. -#}
{%- set forms = '(select forms.*, told.responses_count, told.total_visits, told.unique_visits from '
    ~ source('typeform', 'typeform__forms') ~ ' as forms left join (select *, row_number() over'
    ~ ' (partition by account_id, form_id order by stat_date desc) as recency from '
    ~ source('typeform', 'typeform__insights') ~ ') as told on forms.account_id = told.account_id'
    ~ ' and forms.form_id = told.form_id and told.recency = 1) as forms' -%}
{#- Tools that count a survey as a whole: one way, `all`. -#}
{{ union_by_name(columns, [
    {'from': source('wenjuanxing_api', 'wenjuanxing_api__surveys'), 'lacks': mailing + visited + ['channel'],
     'set': {'platform': "'wenjuanxing_api'", 'collector_id': "'all'", 'name': 'title', 'sent_at': 'begun_at',
             'responses_told': 'sheets_total'}},
    {'from': forms, 'lacks': mailing + ['channel', 'status', 'sent_at'],
     'set': {'platform': "'typeform'", 'survey_id': 'form_id', 'collector_id': "'all'", 'name': 'title',
             'workspace': 'workspace_name', 'visits': 'total_visits', 'visitors': 'unique_visits',
             'responses_told': 'responses_count'}},
    {'from': source('surveymonkey', 'surveymonkey__collectors'), 'lacks': mailing + visited,
     'set': {'platform': "'surveymonkey'"}},
    {'from': mailed, 'lacks': visited,
     'set': {'platform': "'qualtrics'", 'channel': "case when channel in ('Invite', 'Reminder', 'ThankYou') then 'email' else lower(channel) end"}},
]) }}
