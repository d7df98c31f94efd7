{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'owner_id': 'string', 'sales_team': 'string', 'is_active': 'boolean',
} -%}
with hubspot as (
    select
        account_id,
        owner_id,
        coalesce(min(case when is_primary then team_name end), min(team_name)) as sales_team,
        min(case when is_archived then 0 else 1 end) = 1 as is_active
    from {{ source('hubspot', 'hubspot__owners') }}
    group by account_id, owner_id
)

{{ union_by_name(columns, [
    {'from': source('salesforce', 'salesforce__users'), 'set': {'platform': "'salesforce'", 'sales_team': 'department'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__users'), 'lacks': ['is_active'], 'set': {'platform': "'xiaoshouyi'"}},
    {'from': 'hubspot', 'set': {'platform': "'hubspot'"}},
]) }}
