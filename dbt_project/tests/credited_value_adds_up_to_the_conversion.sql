-- To the last digit, in both currencies, for every model.
select
    credits.conversion_key,
    credits.attribution_model
from {{ ref('fct_attribution_credit') }} as credits
inner join {{ ref('fct_conversion') }} as conversions on credits.conversion_key = conversions.conversion_key
group by credits.conversion_key, credits.attribution_model
having
    sum(credits.credited_value) <> max(conversions.value)
    or sum(credits.credited_value_native) <> max(conversions.value_native)
