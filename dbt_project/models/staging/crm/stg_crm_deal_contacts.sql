select
    'hubspot' as platform,
    account_id,
    deal_id,
    contact_id
from {{ source('hubspot', 'hubspot__deal_contacts') }}
