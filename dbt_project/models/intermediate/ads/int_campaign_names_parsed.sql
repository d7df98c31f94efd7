with names as (
    select campaign_name
    from {{ ref('stg_campaigns') }}
    where campaign_name is not null
    union distinct
    select object_name as campaign_name
    from {{ ref('int_ad_object_spells') }}
    where object_kind = 'campaign' and object_name is not null
),

parts as (
    select
        campaign_name,
        split_part(campaign_name, '_', 1) as brand_code,
        split_part(campaign_name, '_', 2) as region_code,
        split_part(campaign_name, '_', 3) as product_line_code,
        split_part(campaign_name, '_', 4) as objective_code,
        split_part(campaign_name, '_', 5) as audience_code,
        split_part(campaign_name, '_', 6) as promo_code,
        split_part(campaign_name, '_', 7) as period_code,
        split_part(campaign_name, '_', 8) as owner_code,
        length(campaign_name) - length(replace(campaign_name, '_', '')) + 1 as part_count
    from names
),

looked_up as (
    select
        parts.campaign_name,
        brand.value as brand_id,
        region.value as region_id,
        line.value as product_line,
        objective.value as objective,
        audience.value as audience,
        owner.value as owner_team_id,
        nullif(parts.promo_code, '') as promo,
        nullif(parts.period_code, '') as period,
        case when parts.part_count <> 8 then 'eight parts; ' else '' end
        || case when brand.value is null then 'brand; ' else '' end
        || case when region.value is null then 'region; ' else '' end
        || case when line.value is null then 'product line; ' else '' end
        || case when objective.value is null then 'objective; ' else '' end
        || case when audience.value is null then 'audience; ' else '' end
        || case when length(parts.period_code) <> 6 then 'period; ' else '' end
        || case when owner.value is null then 'owner; ' else '' end as broken_rules
    from parts
    left join {{ ref('naming_rules') }} as brand on brand.part = 'brand' and parts.brand_code = brand.code
    left join {{ ref('naming_rules') }} as region on region.part = 'region' and parts.region_code = region.code
    left join {{ ref('naming_rules') }} as line
        on line.part = 'product_line' and parts.product_line_code = line.code
    left join {{ ref('naming_rules') }} as objective
        on objective.part = 'objective' and parts.objective_code = objective.code
    left join {{ ref('naming_rules') }} as audience
        on audience.part = 'audience' and parts.audience_code = audience.code
    left join {{ ref('naming_rules') }} as owner on owner.part = 'owner' and parts.owner_code = owner.code
)

select
    campaign_name,
    brand_id,
    region_id,
    product_line,
    objective,
    audience,
    promo,
    period,
    owner_team_id,
    broken_rules = '' as naming_ok,
    broken_rules
from looked_up
