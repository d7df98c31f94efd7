select
    {{ key_of(['items.platform', 'items.account_id', 'items.item_kind', 'items.item_id']) }} as crm_item_key,
    {{ key_of(['items.platform', 'items.account_id']) }} as account_key,
    items.platform,
    items.item_kind,
    items.item_id,
    coalesce(items.item_name, 'unknown') as item_name,
    coalesce(items.item_type, 'unknown') as item_type,
    coalesce(items.status, 'unknown') as status,
    case
        when items.item_kind = 'campaign' then coalesce(own.campaign_key, 'unknown')
        when items.campaign_id is null then 'none'
        else coalesce(of_item.campaign_key, 'unknown')
    end as campaign_key,
    items.sku,
    items.unit_price,
    items.start_date,
    items.end_date,
    items.published_at,
    items.created_at,
    items.members,
    items.submissions
from {{ ref('stg_crm_items') }} as items
left join {{ ref('int_campaigns') }} as own
    on
        items.platform = own.platform
        and items.account_id = own.account_id
        and items.item_id = own.campaign_id
        and items.item_kind = 'campaign'
left join {{ ref('int_campaigns') }} as of_item
    on
        items.platform = of_item.platform
        and items.account_id = of_item.account_id
        and items.campaign_id = of_item.campaign_id
