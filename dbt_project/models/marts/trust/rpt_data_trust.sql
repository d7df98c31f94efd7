{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'account_id': 'string', 'numerator': 'double',
    'denominator': 'double', 'last_date': 'date', 'detail': 'string',
} -%}
with restatement as (
    select
        accounts.platform as connector,
        'ad_report' as feed,
        accounts.account_id,
        sum(days.spend_native) - sum(days.first_spend_native) as numerator,
        sum(days.first_spend_native) as denominator,
        cast(count(case when days.is_restated then 1 end) as string) || ' days restated' as detail
    from {{ ref('fct_ad_restatement_daily') }} as days
    inner join {{ ref('dim_account') }} as accounts on days.account_key = accounts.account_key
    group by accounts.platform, accounts.account_id
),

identity_match as (
    select
        accounts.platform as connector,
        'orders' as feed,
        accounts.account_id,
        count(case when persons.identity_strength = 'two_sources' then 1 end) as numerator,
        count(*) as denominator
    from {{ ref('fct_order') }} as orders
    inner join {{ ref('dim_account') }} as accounts on orders.account_key = accounts.account_key
    inner join {{ ref('dim_person') }} as persons on orders.person_key = persons.person_key
    group by accounts.platform, accounts.account_id
),

unassigned as (
    select
        coalesce(sum(case when channel_id = 'unassigned' then sessions end), 0) as numerator,
        coalesce(sum(sessions), 0) as denominator
    from {{ ref('fct_session_measure_daily') }}
),

naming as (
    select
        campaigns.platform as connector,
        accounts.account_id,
        count(case when not campaigns.naming_ok then 1 end) as numerator,
        count(*) as denominator
    from {{ ref('dim_campaign') }} as campaigns
    inner join {{ ref('dim_account') }} as accounts on campaigns.account_key = accounts.account_key
    where campaigns.campaign_key not in ('unknown', 'none')
    group by campaigns.platform, accounts.account_id
),

ledger as (
    select
        count(case when verdict = 'agrees' then 1 end) as numerator,
        count(*) as denominator,
        max(cost_month) as last_date,
        'differs in ' || min(case when verdict = 'differs' then cast(cost_month as string) || ' ' || subject end)
            as detail
    from {{ ref('fct_ledger_control') }}
    where control = 'general_ledger' and verdict <> 'open'
    having count(*) > 0
),

-- every month from the first that has targets to the one that runs
agreed as (
    select
        count(distinct case when targets.target_key is not null then months.month_start end) as numerator,
        count(distinct months.month_start) as denominator,
        'no targets for ' || min(case when targets.target_key is null then cast(months.month_start as string) end)
            as detail
    from (
        select distinct cast({{ dbt.date_trunc('month', dbt.dateadd('day', 1, 'date_day')) }} as date) as month_start
        from {{ ref('dim_date') }}
        where is_closed
    ) as months
    left join {{ ref('fct_kpi_target') }} as targets
        on targets.period_kind = 'month' and months.month_start = targets.period_start_date
    where months.month_start >= (select min(first.period_start_date) from {{ ref('fct_kpi_target') }} as first)
    having count(*) > 0
),

-- five working days after its end a period's ratings are due
rated as (
    select
        count(case when targets.raters > 0 then 1 end) as numerator,
        count(*) as denominator,
        'nobody has rated '
        || min(
            case
                when targets.raters = 0
                    then
                        cast(targets.period_start_date as string) || ' ' || targets.position_id || ' '
                        || targets.kpi_code
            end
        ) as detail
    from {{ ref('fct_kpi_target') }} as targets
    inner join {{ ref('dim_date') }} as ends on targets.period_end_date = ends.date_day
    where
        targets.aggregation = 'rating'
        and ends.workday_no + 5 <= (
            select max(days.workday_no)
            from {{ ref('dim_date') }} as days
            where days.is_closed
        )
    having count(*) > 0
),

together as (
{{ union_by_name(columns, [
    {'from': ref('fct_load_trust')},
    {'from': 'restatement', 'set': {'measure': "'restatement_share'"}, 'lacks': ['last_date']},
    {'from': 'identity_match', 'set': {'measure': "'identity_match_rate'"}, 'lacks': ['last_date', 'detail']},
    {'from': 'unassigned', 'set': {'measure': "'unassigned_session_share'", 'connector': "'clickstream'", 'feed': "'events'",
        'account_id': "'all'"}, 'lacks': ['last_date', 'detail']},
    {'from': ref('fct_visit_trust'), 'set': {'account_id': "'all'"}, 'lacks': ['last_date']},
    {'from': 'naming', 'set': {'measure': "'broken_name_share'", 'feed': "'campaigns'"}, 'lacks': ['last_date', 'detail']},
    {'from': 'ledger', 'set': {'measure': "'ledger_agreement'", 'connector': "'expense_ledger'", 'feed': "'gl_entries'",
        'account_id': "'all'"}},
    {'from': 'agreed', 'set': {'measure': "'targets_agreed'", 'connector': "'kpi_targets'", 'feed': "'targets'",
        'account_id': "'all'"}, 'lacks': ['last_date']},
    {'from': 'rated', 'set': {'measure': "'ratings_given'", 'connector': "'kpi_targets'", 'feed': "'ratings'",
        'account_id': "'all'"}, 'lacks': ['last_date']},
]) }}
)

select
    together.measure,
    together.connector,
    together.feed,
    coalesce(together.account_id, 'all') as account_id,
    coalesce(accounts.account_name, together.account_id, 'all') as account_name,
    together.numerator,
    together.denominator,
    case
        when together.measure in ('freshness_days', 'quarantined_rows', 'parted_groups', 'merged_persons')
            then together.numerator
        else {{ ratio('together.numerator', 'together.denominator') }}
    end as value,
    together.last_date,
    case
        when
            (
                together.measure in ('completeness_rate', 'targets_agreed', 'ratings_given')
                or together.measure like '%_agreement'
            )
            -- of visits and events, some are always strange
            and together.numerator < together.denominator
            * case when together.measure in ('hosts_agreement', 'clocks_agreement') then 0.99 else 1 end
            then 'bad'
        when together.measure = 'freshness_days' and coalesce(together.numerator, 99) > 2 then 'bad'
        when together.measure = 'freshness_days' and together.numerator > 0 then 'late'
        when together.measure = 'listed_share' and together.numerator < together.denominator then 'late'
        when together.measure = 'quarantine_rate' and together.numerator > 0.01 * together.denominator then 'bad'
        else 'ok'
    end as verdict,
    coalesce(together.detail, '') as detail
from together
left join {{ ref('dim_account') }} as accounts
    on together.connector = accounts.platform and together.account_id = accounts.account_id
