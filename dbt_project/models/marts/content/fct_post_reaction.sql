select
    stat_date as date_day,
    {{ key_of(['platform', 'account_id', 'post_id']) }} as post_key,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform as source_name,
    reaction,
    reactions_total
from {{ ref('stg_post_reactions') }}
