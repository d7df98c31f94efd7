select
    rate_date,
    currency_code,
    cny_per_unit,
    account_id as file_slot
from {{ source('exchange_rates', 'exchange_rates__rates') }}
