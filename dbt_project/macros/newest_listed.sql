{#- Records out of a vendor's exported lists, each as its newest list tells it, with its corp as account;
    a corp that the vendor's interface brings is told by it alone. -#}
{% macro newest_listed(vendor, feed, key) -%}
    (
        select ranked.*
        from (
            select
                lists.*,
                row_number() over (
                    partition by lists.corp_id, lists.{{ key }} order by lists.exported_date desc, lists.account_id desc
                ) as list_no
            from {{ source(vendor ~ '_exports', vendor ~ '_exports__' ~ feed) }} as lists
        ) as ranked
        where
            ranked.list_no = 1
            and ranked.corp_id not in (select api.account_id from {{ source(vendor, vendor ~ '__' ~ feed) }} as api)
    )
{%- endmacro %}
