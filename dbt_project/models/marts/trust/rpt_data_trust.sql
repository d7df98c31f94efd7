{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'account_id': 'string', 'numerator': 'double',
    'denominator': 'double', 'last_date': 'date', 'detail': 'string',
} -%}
with coverage as (
    select
        connector,
        feed,
        account_id,
        max(case when state = 'complete' then date_day end) as last_complete_date,
        count(*) as days_due,
        count(case when state <> 'missing' then 1 end) as days_loaded,
        count(case when state = 'complete' then 1 end) as days_complete,
        count(case when state = 'provisional' then 1 end) as days_provisional,
        count(case when state = 'missing' then 1 end) as days_missing,
        min(case when state = 'missing' then date_day end) as first_missing_date,
        max(case when state = 'missing' then date_day end) as last_missing_date,
        min(case when state = 'missing' then reason end) as reason
    from {{ ref('int_coverage_days') }}
    group by connector, feed, account_id
),

freshness as (
    select
        coverage.connector,
        coverage.feed,
        coverage.account_id,
        greatest(0, {{ dbt.datediff('coverage.last_complete_date', 'closed.last_closed_date', 'day') }}) as numerator,
        coverage.last_complete_date as last_date,
        case when coverage.last_complete_date is null then 'never loaded' end as detail
    from coverage
    cross join {{ ref('int_last_closed_day') }} as closed
),

completeness as (
    select
        connector,
        feed,
        account_id,
        days_loaded as numerator,
        days_due as denominator,
        last_complete_date as last_date,
        case
            when days_missing > 0
                then
                    'missing ' || cast(first_missing_date as string) || ' to ' || cast(last_missing_date as string)
                    || ', ' || cast(days_missing as string) || ' days: ' || coalesce(reason, 'no reason given')
        end as detail
    from coverage
),

provisional as (
    select
        connector,
        feed,
        account_id,
        days_provisional as numerator,
        days_due as denominator
    from coverage
    where days_provisional > 0
),

reasons as (
    select
        stream,
        account_id,
        reason,
        count(distinct raw_hash) as rows_set_aside
    from {{ ref('stg_quarantine') }}
    group by stream, account_id, reason
),

aside as (
    select
        stream,
        account_id,
        sum(rows_set_aside) as rows_set_aside
    from reasons
    group by stream, account_id
),

-- Rows that stand, not records received: a day pulled again has not become twice as good.
standing as (
    select
        counts.connector,
        counts.feed,
        counts.account_id,
        sum(coalesce(aside.rows_set_aside, 0)) as quarantined,
        sum(counts.row_count) + sum(coalesce(aside.rows_set_aside, 0)) as kept
    from {{ ref('stg_row_counts') }} as counts
    left join aside on counts.stream = aside.stream and counts.account_id = aside.account_id
    group by counts.connector, counts.feed, counts.account_id
),

restatement as (
    select
        accounts.platform as connector,
        'ad_report' as feed,
        accounts.account_id,
        sum(case when versions.is_latest then versions.spend_native else 0 end)
        - sum(case when versions.is_first_reported then versions.spend_native else 0 end) as numerator,
        sum(case when versions.is_first_reported then versions.spend_native else 0 end) as denominator,
        cast(count(distinct case when versions.version_no > 1 then versions.date_day end) as string)
        || ' days restated' as detail
    from {{ ref('fct_ad_report_version') }} as versions
    inner join {{ ref('dim_account') }} as accounts on versions.account_key = accounts.account_key
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
        count(case when channel_id = 'unassigned' then 1 end) as numerator,
        count(*) as denominator
    from {{ ref('fct_web_session') }}
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

together as (
{{ union_by_name(columns, [
    {'from': 'freshness', 'set': {'measure': "'freshness_days'"}, 'lacks': ['denominator']},
    {'from': 'completeness', 'set': {'measure': "'completeness_rate'"}},
    {'from': 'provisional', 'set': {'measure': "'provisional_share'"}, 'lacks': ['last_date', 'detail']},
    {'from': 'standing', 'set': {'measure': "'quarantine_rate'", 'numerator': 'quarantined', 'denominator': 'kept'},
     'lacks': ['last_date', 'detail']},
    {'from': 'reasons', 'set': {'measure': "'quarantined_rows'", 'connector': "split_part(stream, '__', 1)",
        'feed': "split_part(stream, '__', 2) || ': ' || reason", 'numerator': 'rows_set_aside'},
     'lacks': ['denominator', 'last_date', 'detail']},
    {'from': 'restatement', 'set': {'measure': "'restatement_share'"}, 'lacks': ['last_date']},
    {'from': 'identity_match', 'set': {'measure': "'identity_match_rate'"}, 'lacks': ['last_date', 'detail']},
    {'from': 'unassigned', 'set': {'measure': "'unassigned_session_share'", 'connector': "'clickstream'", 'feed': "'events'",
        'account_id': "'all'"}, 'lacks': ['last_date', 'detail']},
    {'from': 'naming', 'set': {'measure': "'broken_name_share'", 'feed': "'campaigns'"}, 'lacks': ['last_date', 'detail']},
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
        when together.measure in ('freshness_days', 'quarantined_rows') then together.numerator
        else {{ ratio('together.numerator', 'together.denominator') }}
    end as value,
    together.last_date,
    case
        when together.measure = 'completeness_rate' and together.numerator < together.denominator then 'bad'
        when together.measure = 'freshness_days' and coalesce(together.numerator, 99) > 2 then 'bad'
        when together.measure = 'freshness_days' and together.numerator > 0 then 'late'
        when together.measure = 'quarantine_rate' and together.numerator > 0.01 * together.denominator then 'bad'
        else 'ok'
    end as verdict,
    coalesce(together.detail, '') as detail
from together
left join {{ ref('dim_account') }} as accounts
    on together.connector = accounts.platform and together.account_id = accounts.account_id
