{#- Surveys that only a downloaded file brings: those the same platform's interface brings are told by it. -#}
{% macro by_file_only(survey) -%}
    split_part({{ survey }}, '_', 1) not in (select survey_id from {{ source('wenjuanxing_api', 'wenjuanxing_api__labels') }})
{%- endmacro %}

{#- Records out of a vendor's exported lists, each as its newest list tells it; a corp that the vendor's
    interface brings is told by it alone. -#}
{% macro newest_listed(vendor, feed, key) -%}
    (
        select ranked.*
        from (
            select
                lists.*,
                row_number() over (partition by corp_id, {{ key }} order by exported_date desc, account_id desc) as list_no
            from {{ source(vendor ~ '_exports', vendor ~ '_exports__' ~ feed) }} as lists
        ) as ranked
        where list_no = 1 and corp_id not in (select api.account_id from {{ source(vendor, vendor ~ '__' ~ feed) }} as api)
    )
{%- endmacro %}
