{%- set models = attribution_models() -%}
{#- A channel without credit has none, unless it is not known. -#}
{%- set quiet = 'case when coalesce(months.missing_accounts, 0) = 0 then 0 end' -%}
with credited as (
    select
        *,
        max(touch_no) over (partition by conversion_key, attribution_model) as last_no
    from {{ ref('fct_attribution_credit') }}
    where not is_suspect
),

closed as (
    select
        *,
        max(case when touch_no = last_no then channel_id end) over (
            partition by conversion_key, attribution_model
        ) as last_channel_id
    from credited
),

credit as (
    select
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as report_month,
        goal_id,
        channel_id,
        {%- for model in models %}
        cast(sum(case when attribution_model = '{{ model }}' then credit else 0 end) as double) as credit_{{ model }},
        sum(case when attribution_model = '{{ model }}' then credited_value else 0 end) as value_{{ model }},
        {%- endfor %}
        count(distinct case when touch_no < last_no then conversion_key end)
        - count(distinct case when touch_no < last_no and last_channel_id = channel_id then conversion_key end)
            as assisted_conversions
    from closed
    group by {{ dbt.date_trunc('month', 'date_day') }}, goal_id, channel_id
),

effects as (
    select
        report_month,
        goal_id,
        channel_id,
        removal_effect,
        credit_markov_global
    from {{ ref('fct_channel_effect_monthly') }}
),

claims as (
    select
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as report_month,
        coalesce(goal_id, 'order') as goal_id,
        channel_id,
        sum(claimed_conversions) as claimed_conversions,
        sum(claimed_value) as claimed_value
    from {{ ref('fct_ad_claimed_conversions_daily') }}
    where is_primary_claim
    group by {{ dbt.date_trunc('month', 'date_day') }}, coalesce(goal_id, 'order'), channel_id
),

result_months as (
    select
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as report_month,
        max(missing_result_accounts) as missing_accounts
    from {{ ref('fct_channel_coverage_daily') }}
    group by {{ dbt.date_trunc('month', 'date_day') }}
),

spine as (
    select
        report_month,
        goal_id,
        channel_id
    from credit
    union
    select
        report_month,
        goal_id,
        channel_id
    from effects
    union
    select
        report_month,
        goal_id,
        channel_id
    from claims
)

select
    spine.report_month,
    spine.goal_id,
    spine.channel_id,
    cast(coalesce(months.missing_accounts, 0) as bigint) as missing_accounts,
    {%- for model in models %}
    coalesce(credit.credit_{{ model }}, {{ quiet }}) as credit_{{ model }},
    {{ money('coalesce(credit.value_' ~ model ~ ', ' ~ quiet ~ ')') }} as value_{{ model }},
    {%- endfor %}
    effects.removal_effect,
    coalesce(effects.credit_markov_global, {{ quiet }}) as credit_markov_global,
    cast(coalesce(credit.assisted_conversions, {{ quiet }}) as bigint) as assisted_conversions,
    greatest(
        {%- for model in models %}
        coalesce(credit.credit_{{ model }}, {{ quiet }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) - least(
        {%- for model in models %}
        coalesce(credit.credit_{{ model }}, {{ quiet }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as credit_spread,
    claims.claimed_conversions,
    {{ money('claims.claimed_value') }} as claimed_value,
    {{ ratio('claims.claimed_conversions', 'credit.credit_last_non_direct') }} as claim_ratio
from spine
left join result_months as months on spine.report_month = months.report_month
left join credit
    on
        spine.report_month = credit.report_month
        and spine.goal_id = credit.goal_id
        and spine.channel_id = credit.channel_id
left join effects
    on
        spine.report_month = effects.report_month
        and spine.goal_id = effects.goal_id
        and spine.channel_id = effects.channel_id
left join claims
    on
        spine.report_month = claims.report_month
        and spine.goal_id = claims.goal_id
        and spine.channel_id = claims.channel_id
