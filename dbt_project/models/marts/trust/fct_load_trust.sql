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
        -- never is no number of days
        case
            when coverage.last_complete_date is not null
                then greatest(0, {{ dbt.datediff('coverage.last_complete_date', 'closed.last_closed_date', 'day') }})
        end as numerator,
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

muted as (
    select
        identifier_kind as feed,
        count(case when is_muted then 1 end) as numerator,
        count(*) as denominator,
        min(muted_reason) as detail
    from {{ ref('int_identifiers') }}
    group by identifier_kind
    having count(case when is_muted then 1 end) > 0
),

parted as (
    select
        reason as feed,
        count(distinct group_eldest) as numerator,
        cast(count(*) as string) || ' identifiers' as detail
    from {{ ref('int_identity_splits') }}
    group by reason
),

merged as (
    select
        count(case when is_merged then 1 end) as numerator,
        max(cast(merged_at as date)) as last_date
    from {{ ref('int_identity_groups') }}
),

listed as (
    select
        platform as connector,
        object_name as feed,
        account_id,
        count(case when is_here then 1 end) as numerator,
        count(*) as denominator,
        case
            when count(case when is_here then 1 end) < count(*)
                then cast(count(case when not is_here then 1 end) as string) || ' are missing here, or older'
        end as detail
    from {{ ref('stg_crm_listings') }}
    where is_due
    group by platform, object_name, account_id
),

refused as (
    select
        platform as connector,
        count(case when anonymous_id is null and user_hash is null then 1 end) as numerator,
        count(*) as denominator
    from {{ ref('stg_web_events') }}
    where platform = 'ga4_bigquery_export'
    group by platform
)

{{ union_by_name(columns, [
    {'from': 'freshness', 'set': {'measure': "'freshness_days'"}, 'lacks': ['denominator']},
    {'from': 'completeness', 'set': {'measure': "'completeness_rate'"}},
    {'from': 'provisional', 'set': {'measure': "'provisional_share'"}, 'lacks': ['last_date', 'detail']},
    {'from': 'standing', 'set': {'measure': "'quarantine_rate'", 'numerator': 'quarantined', 'denominator': 'kept'},
     'lacks': ['last_date', 'detail']},
    {'from': 'reasons', 'set': {'measure': "'quarantined_rows'", 'connector': "split_part(stream, '__', 1)",
        'feed': "split_part(stream, '__', 2) || ': ' || reason", 'numerator': 'rows_set_aside'},
     'lacks': ['denominator', 'last_date', 'detail']},
    {'from': 'muted', 'set': {'measure': "'muted_identifier_share'", 'connector': "'identity'", 'account_id': "'all'"},
     'lacks': ['last_date']},
    {'from': 'parted', 'set': {'measure': "'parted_groups'", 'connector': "'identity'", 'account_id': "'all'"},
     'lacks': ['denominator', 'last_date']},
    {'from': 'merged', 'set': {'measure': "'merged_persons'", 'connector': "'identity'", 'feed': "'persons'",
        'account_id': "'all'"}, 'lacks': ['denominator', 'detail']},
    {'from': 'listed', 'set': {'measure': "'listed_share'"}, 'lacks': ['last_date']},
    {'from': 'refused', 'set': {'measure': "'consent_refused_share'", 'feed': "'events'", 'account_id': "'all'"},
     'lacks': ['last_date', 'detail']},
    {'from': ref('int_agreements'), 'set': {'account_id': "'all'"}, 'lacks': ['last_date']},
]) }}
