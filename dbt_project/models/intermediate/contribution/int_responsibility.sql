with items as (
    select
        campaigns.campaign_key as item_key,
        'campaign' as item_kind,
        coalesce(campaigns.owner_team_id, channels.team_id, 'unowned') as team_id,
        campaigns.region_id,
        campaigns.product_line,
        campaigns.applies_from,
        campaigns.valid_to
    from {{ ref('int_campaign_spells') }} as campaigns
    left join {{ ref('channels') }} as channels on campaigns.channel_id = channels.channel_id
    union all
    select
        channel_id as item_key,
        'channel' as item_kind,
        team_id,
        'none' as region_id,
        'none' as product_line,
        cast('1900-01-01' as date) as applies_from,
        cast('9999-12-31' as date) as valid_to
    from {{ ref('channels') }}
    union all
    select
        event_id as item_key,
        'event' as item_kind,
        team_id,
        region_id,
        product_line,
        cast('1900-01-01' as date) as applies_from,
        cast('9999-12-31' as date) as valid_to
    from {{ ref('int_events') }}
    union all
    select
        'none' as item_key,
        'unattributed' as item_kind,
        'unattributed' as team_id,
        'none' as region_id,
        'none' as product_line,
        cast('1900-01-01' as date) as applies_from,
        cast('9999-12-31' as date) as valid_to
)

select
    items.item_key,
    items.item_kind,
    'function' as axis,
    items.team_id,
    coalesce(rules.position_id, 'none') as position_id,
    'none' as region_id,
    'none' as product_line,
    items.applies_from,
    items.valid_to,
    cast(coalesce(rules.share, 1) as double) as share
from items
left join {{ ref('responsibility_rules') }} as rules on items.team_id = rules.team_id
union all
select
    item_key,
    item_kind,
    'business' as axis,
    'none' as team_id,
    'none' as position_id,
    region_id,
    product_line,
    applies_from,
    valid_to,
    1.0e0 as share
from items
