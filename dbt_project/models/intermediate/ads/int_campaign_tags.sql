with tags as (
    select
        platform,
        campaign_id as campaign_tag,
        campaign_key
    from {{ ref('int_campaigns') }}
    union distinct
    select
        platform,
        campaign_name as campaign_tag,
        campaign_key
    from {{ ref('int_campaign_spells') }}
    where campaign_name is not null
)

select
    platform,
    campaign_tag,
    min(campaign_key) as campaign_key
from tags
group by platform, campaign_tag
having count(distinct campaign_key) = 1
