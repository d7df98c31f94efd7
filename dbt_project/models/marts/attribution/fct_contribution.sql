with credits as (
    select
        *,
        coalesce({{ business_day('touched_at') }}, date_day) as owned_on,
        case
            when is_unattributed then 'none'
            when event_id <> 'none' then event_id
            when campaign_key not in ('none', 'unknown') then campaign_key
            else channel_id
        end as item_key
    from {{ ref('fct_attribution_credit') }}
)

select
    credits.conversion_key,
    credits.touch_key,
    credits.attribution_model,
    shares.axis,
    shares.team_id,
    shares.position_id,
    case
        when shares.axis = 'function' then 'none'
        when shares.region_id in ('none', 'unknown') then credits.region_id
        else shares.region_id
    end as region_id,
    case
        when shares.axis = 'business' and credits.campaign_key = 'unknown' then 'unknown'
        else shares.product_line
    end as product_line,
    credits.date_day,
    credits.goal_id,
    credits.channel_id,
    credits.campaign_key,
    credits.event_id,
    credits.is_unattributed,
    credits.is_suspect,
    credits.touch_no,
    credits.touches,
    shares.share,
    case
        when shares.share = 1 then credits.credit
        else {{ credit('credits.credit * cast(shares.share as decimal(9, 6))') }}
    end as contribution,
    case
        when shares.share = 1 then credits.credited_value
        else {{ money('credits.credited_value * cast(shares.share as decimal(9, 6))') }}
    end as contribution_value
from credits
inner join {{ ref('int_responsibility') }} as shares
    on credits.item_key = shares.item_key and {{ stands_on('shares', 'credits.owned_on') }}
