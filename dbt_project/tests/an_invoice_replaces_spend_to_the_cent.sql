-- Per account, channel and month the cost is either wholly invoiced or wholly platform spend.
select
    account_key,
    channel_id,
    {{ dbt.date_trunc('month', 'date_day') }} as cost_month
from {{ ref('int_media_cost') }}
group by account_key, channel_id, {{ dbt.date_trunc('month', 'date_day') }}
having count(distinct amount_basis) > 1
