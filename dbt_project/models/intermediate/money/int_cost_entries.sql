{%- set columns = {
    'cost_key': 'string', 'date_day': 'date', 'cost_category': 'string', 'cost_scope': 'string', 'cost_status': 'string',
    'source_name': 'string', 'account_key': 'string', 'channel_id': 'string', 'campaign_key': 'string',
    'project_id': 'string', 'event_id': 'string', 'team_id': 'string', 'bearing_team_id': 'string',
    'position_id': 'string', 'cost_item': 'string', 'headcount': 'double', 'amount': 'decimal(18, 6)',
} -%}
{%- set nothing = {'account_key': "'none'", 'channel_id': "'none'", 'campaign_key': "'none'", 'project_id': "'none'",
    'event_id': "'none'", 'position_id': "'none'"} -%}
with media_projects as (
    select
        budget_month,
        channel_id,
        min(project_id) as project_id
    from {{ ref('int_budget_lines') }}
    where is_current and cost_category = 'media'
    group by budget_month, channel_id
    having count(distinct project_id) = 1
),

media as (
    select
        cost.account_key,
        cost.channel_id,
        cost.campaign_key,
        cost.date_day,
        cost.cost_status,
        cost.amount_basis,
        cost.amount,
        coalesce(nullif(cost.project_id, 'none'), plans.project_id, 'none') as project_id,
        coalesce(nullif(cost.bearing_team_id, 'none'), channels.team_id, 'unowned') as bearing_team_id,
        coalesce(campaigns.owner_team_id, channels.team_id, 'unowned') as team_id
    from {{ ref('int_media_cost') }} as cost
    left join media_projects as plans
        on
            cast({{ dbt.date_trunc('month', 'cost.date_day') }} as date) = plans.budget_month
            and cost.channel_id = plans.channel_id
    left join {{ ref('channels') }} as channels on cost.channel_id = channels.channel_id
    left join {{ ref('int_campaign_spells') }} as campaigns
        on cost.campaign_key = campaigns.campaign_key and {{ stands_on('campaigns', 'cost.date_day') }}
),

invoiced as (
    select distinct
        accounts.account_name as vendor,
        channels.channel_id
    from {{ ref('stg_accounts') }} as accounts
    inner join {{ ref('channels') }} as channels on accounts.platform = channels.platform
    where accounts.is_configured
),

ledger as (
    select
        lines.*,
        lines.team_id as bearing_team_id
    from {{ ref('int_ledger_lines') }} as lines
    left join invoiced on lines.vendor = invoiced.vendor and lines.channel_id = invoiced.channel_id
    where not (lines.cost_category = 'media' and lines.cost_status <> 'committed' and invoiced.vendor is not null)
),

discounts as (
    select
        order_key,
        platform,
        account_key,
        order_date,
        {{ in_reporting_currency('discount_native', 'cny_per_unit') }} as amount
    from {{ ref('int_orders') }}
    where is_valid and discount_native <> 0
)

{{ union_by_name(columns, [
    {'from': 'media', 'lacks': ['headcount'],
     'set': dict(nothing, account_key='account_key', channel_id='channel_id', campaign_key='campaign_key',
        project_id='project_id', cost_key=key_of(["'media'", 'account_key', 'channel_id', 'campaign_key', 'date_day',
        'amount_basis']), cost_category="'media'", cost_scope="'media'", source_name='amount_basis', cost_item="'媒介投放'")},
    {'from': 'ledger', 'lacks': ['headcount'],
     'set': dict(nothing, channel_id='channel_id', project_id='project_id', event_id='event_id', cost_key='line_key',
        date_day='incurred_date', source_name='platform')},
    {'from': ref('int_people_cost'),
     'set': dict(nothing, position_id='position_id', cost_key=key_of(["'payroll'", 'cost_month', 'team_id', 'position_id']),
        date_day='cost_month', cost_category="'people'", cost_scope="'full'", cost_status="'booked'",
        source_name="'payroll'", bearing_team_id='team_id', cost_item="'人力成本'")},
    {'from': 'discounts', 'lacks': ['headcount'],
     'set': dict(nothing, account_key='account_key', cost_key=key_of(["'discount'", 'order_key']), date_day='order_date',
        cost_category="'discount'", cost_scope="'direct'", cost_status="'paid'", source_name='platform',
        team_id="'unowned'", bearing_team_id="'none'", cost_item="'商家折扣'")},
]) }}
