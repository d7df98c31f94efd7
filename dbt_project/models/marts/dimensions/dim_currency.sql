with used as (
    select currency_code
    from {{ ref('int_fx_days') }}
    group by currency_code
)

select
    currency_code,
    cast(2 as bigint) as minor_units,
    currency_code = '{{ var("reporting_currency") }}' as is_reporting
from used
union all
select
    'unknown' as currency_code,
    cast(2 as bigint) as minor_units,
    false as is_reporting
union all
select
    'none' as currency_code,
    cast(2 as bigint) as minor_units,
    false as is_reporting
