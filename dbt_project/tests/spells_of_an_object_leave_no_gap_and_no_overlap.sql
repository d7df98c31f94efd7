with followed as (
    select
        object_kind,
        object_key,
        applies_from,
        valid_to,
        lag(valid_to) over (partition by object_kind, object_key order by applies_from) as previous_to
    from {{ ref('dim_ad_object_history') }}
)

select *
from followed
where
    valid_to < applies_from
    or applies_from <> coalesce(cast({{ dbt.dateadd('day', 1, 'previous_to') }} as date), cast('1900-01-01' as date))
