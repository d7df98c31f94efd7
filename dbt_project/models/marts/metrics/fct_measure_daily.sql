{%- set nil = "'none'" -%}
{%- set slices = [
    'channel_id', 'account_key', 'brand_id', 'region_id', 'product_line', 'team_id', 'attribution_model',
] -%}
{#- Slices that rows know: nothing, those of their account, their own. -#}
{%- set slice_less = {
    'date_day': 'told.date_day', 'source_name': 'told.source_name', 'channel_id': nil, 'account_key': nil, 'brand_id': nil,
    'region_id': nil, 'product_line': nil, 'team_id': nil, 'attribution_model': nil} -%}
{%- set channel = dict(slice_less, channel_id='told.channel_id') -%}
{%- set account = dict(slice_less, account_key='told.account_key', brand_id='accounts.brand_id',
    region_id='accounts.region_id') -%}
{%- set own = dict(slice_less, brand_id='told.brand_id', region_id='told.region_id',
    product_line='told.product_line') -%}
{%- set shop = dict(own, account_key='told.account_key', product_line=nil) -%}
{%- set media = dict(own, account_key='told.account_key', channel_id='told.channel_id') -%}
{%- set campaign = dict(slice_less, channel_id='told.channel_id', account_key='told.account_key',
    brand_id='named.brand_id', region_id='named.region_id', product_line='named.product_line',
    attribution_model='told.attribution_model') -%}
{%- set work = dict(slice_less, team_id='told.team_id') -%}
{%- set join = '\n    left join ' -%}
{%- set with_account = ' as told' ~ join ~ ref('dim_account')
    ~ ' as accounts on told.account_key = accounts.account_key' -%}
{%- set with_campaign = ' as told' ~ join ~ ref('dim_channel') ~ ' as channels on told.channel_id = channels.channel_id'
    ~ join ~ ref('dim_ad_object_history') ~ ' as named on told.campaign_key = named.object_key and '
    ~ stands_on('named', 'told.date_day') -%}
{%- set with_closed = ' as told\n    cross join closed' -%}
{%- set cohort_age = dbt.datediff('told.first_order_date', 'closed.date_day', 'day') -%}
{%- set entry_age = dbt.datediff('told.cohort_date', 'closed.date_day', 'day') -%}
{%- set add_age = dbt.datediff('told.date_day', 'closed.date_day', 'day') -%}
{%- set at_stage = "case when told.funnel = '{}' and told.stage_id = '{}' then told.subjects end" -%}
{#- Each kind of row: the slices it knows, and the sums it holds. -#}
{%- set kinds = {
    'ads': {'from': ref('fct_ad_measure_daily') ~ ' as told', 'slices': media, 'sums': {
        'impressions': 'told.impressions', 'clicks': 'told.clicks', 'spend': 'told.spend'}},
    'claims': {'from': ref('fct_claim_measure_daily') ~ with_account, 'slices': dict(account, channel_id='told.channel_id'), 'sums': {
        'claimed_orders': 'told.claimed_orders', 'claimed_value': 'told.claimed_value'}},
    'costs': {'from': ref('fct_cost_measure_daily') ~ ' as told', 'slices': dict(media, team_id='told.team_id'), 'sums': {
        'media_cost': 'told.media_cost', 'direct_cost': 'told.direct_cost', 'full_cost': 'told.full_cost',
        'people_cost': 'told.people_cost', 'budgeted_cost': 'told.budgeted_cost'}},
    'budgets': {'from': ref('fct_budget_monthly') ~ ' as told', 'where': 'told.is_current',
        'slices': dict(channel, date_day='told.budget_month', team_id='told.team_id'), 'sums': {'budget': 'told.budget_amount'}},
    'orders': {'from': ref('fct_order') ~ ' as told', 'where': 'told.is_valid', 'slices': shop, 'sums': {
        'orders': '1', 'units': 'told.units', 'gross_revenue': 'told.gross_revenue', 'discount': 'told.discount',
        'paid': 'told.paid', 'known_paid': "case when told.person_key <> 'unknown' then told.paid end",
        'refunded': 'told.refunded', 'net_revenue': 'told.net_revenue',
        'new_customers': 'case when told.is_first_order then 1 end'}},
    'refunds': {'from': ref('fct_refund') ~ with_account, 'where': 'told.is_valid_order and told.is_done', 'slices': account, 'sums': {
        'refunded_that_day': 'told.amount'}},
    'cohorts': {'from': ref('fct_order') ~ with_closed, 'where': 'told.order_no in (1, 2) and ' ~ cohort_age ~ ' >= 90',
        'slices': dict(shop, date_day='told.first_order_date'), 'sums': {
        'first_buyers_90': 'case when told.order_no = 1 then 1 end', 'repeat_buyers_90': 'case when told.order_no = 2 and '
        ~ dbt.datediff('told.first_order_date', 'told.date_day', 'day') ~ ' <= 90 then 1 end'}},
    'results': {'from': ref('fct_channel_result_daily') ~ with_campaign, 'slices': campaign, 'sums': {
        'attributed_orders': 'told.orders', 'attributed_leads': 'told.leads', 'attributed_deals': 'told.deals',
         'attributed_revenue': 'told.attributed_revenue',
        'paid_customers': "case when channels.ownership = 'paid' then told.new_customers end",
        'unattributed_orders': "case when told.channel_id = 'unattributed' then told.orders end"}},
    'contributions': {'from': ref('fct_contribution') ~ ' as told', 'where': "told.axis = 'function' and told.goal_id = 'order'",
        'slices': dict(slice_less, source_name=nil, team_id='told.team_id', attribution_model='told.attribution_model'),
        'sums': {'contribution_value': 'told.contribution_value'}},
    'leads': {'from': ref('fct_lead') ~ ' as told', 'where': 'not told.is_duplicate', 'slices': channel, 'sums': {
        'leads': '1', 'checked_leads': 'case when told.is_checked then 1 end',
        'checked_valid_leads': 'case when told.is_checked and told.is_valid then 1 end'}},
    'handovers': {'from': ref('fct_lead') ~ ' as told', 'where': 'not told.is_duplicate and told.handed_over_at is not null',
        'slices': dict(channel, date_day=business_day('told.handed_over_at')), 'sums': {
        'leads_handed_over': '1', 'leads_accepted': 'case when told.is_accepted then 1 end'}},
    'deals': {'from': ref('fct_deal') ~ ' as told', 'where': 'told.is_closed and not told.is_archived and told.closed_at is not null',
        'slices': dict(slice_less, date_day=business_day('told.closed_at')), 'sums': {
        'deals_closed': '1', 'deals_won': 'case when told.is_won then 1 end',
        'won_amount': 'case when told.is_won then told.amount end'}},
    'sessions': {'from': ref('fct_session_measure_daily') ~ ' as told', 'slices': channel, 'sums': {
        'sessions': 'told.sessions', 'bounces': 'told.bounces', 'engaged_seconds': 'told.engaged_seconds',
        'timed_sessions': 'told.timed_sessions', 'suspect_sessions': 'told.suspect_sessions', 'page_views': 'told.page_views'}},
    'sites': {'from': ref('fct_site_daily') ~ ' as told', 'where': "told.cut = 'total'",
        'slices': dict(own, account_key='told.account_key', product_line=nil), 'sums': {
        'reported_page_views': 'told.page_views', 'reported_visits': 'told.sessions', 'reported_bounces': 'told.bounces',
        'reported_visits_judged': 'case when told.bounces is not null then told.sessions end',
        'reported_seconds': 'cast(told.visit_seconds as decimal(18, 6))',
        'reported_visits_timed': 'case when told.visit_seconds is not null then told.sessions end'}},
    'entries': {'from': ref('fct_cohort_daily') ~ with_closed, 'where': entry_age ~ ' >= told.window_days',
        'slices': dict(slice_less, date_day='told.cohort_date', source_name=nil, channel_id='told.entry_channel_id'), 'sums': {
        'persons_entered': at_stage.format('life_cycle', 'awareness'), 'persons_bought': at_stage.format('life_cycle', 'bought'),
        'leads_mql': at_stage.format('lead', 'mql'), 'leads_sql': at_stage.format('lead', 'sql'),
        'leads_opportunity': at_stage.format('lead', 'opportunity'), 'leads_won': at_stage.format('lead', 'won'),
        'site_visitors': at_stage.format('site', 'visit'), 'site_visitors_at_goal': at_stage.format('site', 'goal')}},
    'guests': {'from': ref('fct_event_participation') ~ ' as told', 'slices': own, 'sums': {
        'registrations_approved': 'case when told.is_approved then 1 end',
        'approved_attended': 'case when told.is_approved and told.is_attended then 1 end',
        'attended': 'case when told.is_attended then 1 end', 'event_leads': 'case when told.is_lead then 1 end',
        'event_deals': 'told.deals',
        'signed_amount': 'told.signed_amount'}},
    'partner_acts': {'from': ref('fct_partner_activity') ~ ' as told', 'slices': dict(own, source_name="'partners'",
        account_key='told.account_key', team_id='told.team_id'), 'sums': {
        'partner_visits': "case when told.act_kind = 'visit' then 1 end",
        'partner_leads': "case when told.act_kind = 'lead' then 1 end",
        'partner_leads_checked': "case when told.lead_verdict in ('valid', 'invalid') then 1 end",
        'partner_leads_valid': "case when told.lead_verdict = 'valid' then 1 end",
        'partner_sell_out': "case when told.act_kind = 'sell_out' then told.amount end",
        'partner_net_sales': "case told.act_kind when 'sell_out' then told.amount when 'return' then -told.amount end",
        'partner_support_cost': "case when told.support_status = 'booked' then told.amount end"}},
    'partners_won': {'from': ref('dim_account') ~ with_closed,
        'where': "told.platform = 'partners' and told.signed_date <= closed.date_day",
        'slices': dict(slice_less, date_day='told.signed_date', source_name="'partners'", account_key='told.account_key',
        brand_id='told.brand_id', region_id='told.region_id', team_id='told.owner_team_id'), 'sums': {'partners_won': '1'}},
    'contacts': {'from': ref('fct_private_contact') ~ with_closed, 'where': 'told.is_first_add', 'slices': channel, 'sums': {
        'private_adds': '1', 'private_adds_30': 'case when ' ~ add_age ~ ' >= 30 then 1 end',
        'private_buyers_30': 'case when ' ~ add_age ~ ' >= 30 and '
        ~ hours_between('told.added_at', 'told.first_ordered_at') ~ ' <= 720 then 1 end'}},
    'accounts': {'from': ref('fct_social_account_daily') ~ with_account, 'slices': account, 'sums': {
        'followers': 'told.followers_total', 'followers_gained': 'told.followers_gained',
        'followers_lost': 'told.followers_lost'}},
    'posts': {'from': ref('fct_post_daily') ~ with_account, 'slices': account, 'sums': {
        'post_views': 'told.views', 'post_engagements':
        'coalesce(told.likes, 0) + coalesce(told.comments, 0) + coalesce(told.shares, 0) + coalesce(told.favourites, 0)'}},
    'requests': {'from': ref('fct_work_item') ~ ' as told', 'where': "told.item_kind = 'request' and told.answered_due = 1",
        'slices': dict(work, date_day='told.filed_date'), 'sums': {
        'requests_due': 'told.answered_due', 'requests_answered_in_time': 'told.answered_in_time'}},
    'filings': {'from': ref('fct_work_item') ~ ' as told', 'where': 'told.filed_due = 1',
        'slices': dict(work, date_day='told.filed_date', team_id='told.from_team_id'), 'sums': {
        'needs_filed': 'told.filed_due', 'needs_filed_in_time': 'told.filed_in_time'}},
    'tasks': {'from': ref('fct_work_item') ~ ' as told',
        'where': "told.item_kind in ('task', 'milestone') and told.delivered_due = 1",
        'slices': dict(work, date_day='told.first_due_date'), 'sums': {
        'tasks_due': 'told.delivered_due', 'tasks_in_time': 'told.delivered_in_time'}},
    'endings': {'from': ref('fct_work_item') ~ ' as told', 'where': "told.item_kind = 'project' and told.answered_due = 1",
        'slices': dict(work, date_day='told.limit_date'), 'sums': {
        'post_mortems_due': 'told.answered_due', 'post_mortems_in_time': 'told.answered_in_time'}},
} -%}
{%- set known = 'date_day, source_name, ' ~ slices | join(', ') -%}
with closed as (
    select max(date_day) as date_day
    from {{ ref('dim_date') }}
    where is_closed
),

{% for name, kind in kinds.items() -%}
{{ name }} as (
    select
        {{ kind.slices.date_day }} as date_day,
        {%- for slice in slices %}
        coalesce({{ kind.slices[slice] }}, 'none') as {{ slice }},
        {%- endfor %}
        {%- for measure, expression in kind.sums.items() %}
        sum({{ expression }}) as {{ measure }},
        {%- endfor %}
        coalesce({{ kind.slices.source_name }}, 'none') as source_name
    from {{ kind['from'] }}
    where {{ kind.get('where', 'true') }}
    group by {{ (range(1, slices | length + 2) | list + [slices | length + kind.sums | length + 2]) | join(', ') }}
),

{% endfor -%}
figures as (
    {%- for name, kind in kinds.items() %}
    {%- set of_kind = loop %}
    {%- for measure in kind.sums %}
    select
        '{{ measure }}' as measure_id,
        {{ known }},
        cast({{ measure }} as decimal(38, 12)) as amount
    from {{ name }}
    where {{ measure }} is not null and date_day is not null
    {%- if not (loop.last and of_kind.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select
    measure_id,
    {{ known }},
    amount
from figures
