with observed as (
    select
        *,
        lag(valid_from) over (
            partition by platform, account_id, object_kind, object_id order by valid_from
        ) as previous_from,
        lag(object_name) over (
            partition by platform, account_id, object_kind, object_id order by valid_from
        ) as previous_name,
        lag(status) over (
            partition by platform, account_id, object_kind, object_id order by valid_from
        ) as previous_status,
        lag(daily_budget_native) over (
            partition by platform, account_id, object_kind, object_id order by valid_from
        ) as previous_budget,
        lag(landing_url) over (
            partition by platform, account_id, object_kind, object_id order by valid_from
        ) as previous_url
    from {{ ref('stg_ad_objects') }}
),

changed as (
    select *
    from observed
    where
        previous_from is null
        or not is_listed
        or object_name is distinct from previous_name
        or status is distinct from previous_status
        or daily_budget_native is distinct from previous_budget
        or landing_url is distinct from previous_url
),

followed as (
    select
        *,
        lead(valid_from) over (
            partition by platform, account_id, object_kind, object_id order by valid_from
        ) as next_from
    from changed
)

select
    platform,
    account_id,
    object_kind,
    object_id,
    case when is_listed then object_name else previous_name end as object_name,
    case when is_listed then status else previous_status end as status,
    case when is_listed then daily_budget_native else previous_budget end as daily_budget_native,
    case when is_listed then landing_url else previous_url end as landing_url,
    is_listed,
    valid_from,
    case when previous_from is null then cast('1900-01-01' as date) else valid_from end as applies_from,
    coalesce(cast({{ dbt.dateadd('day', -1, 'next_from') }} as date), cast('9999-12-31' as date)) as valid_to,
    next_from is null as is_current
from followed
