with terms as (
    {{ metric_terms() }}
)

select
    terms.metric_id,
    measures.source_name,
    max(case when measures.account_key <> 'none' then 1 else 0 end) = 1 as is_by_account,
    max(case when terms.term <> 'denominator' then 1 else 0 end) = 1 as has_numerator,
    max(case when terms.term = 'denominator' then 1 else 0 end) = 1 as has_denominator
from terms
inner join {{ ref('fct_measure_daily') }} as measures on terms.measure_id = measures.measure_id
where measures.amount is not null
group by terms.metric_id, measures.source_name
