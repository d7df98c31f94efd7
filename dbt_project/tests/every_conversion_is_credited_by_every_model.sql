select conversions.conversion_key
from {{ ref('fct_conversion') }} as conversions
left join {{ ref('fct_attribution_credit') }} as credits on conversions.conversion_key = credits.conversion_key
group by conversions.conversion_key
having count(distinct credits.attribution_model) <> (select count(*) from {{ ref('attribution_models') }})
