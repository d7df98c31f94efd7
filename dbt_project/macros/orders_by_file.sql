{#- Orders, or their lines, that only exported files tell: of each order the newest file's, none that its platform's
    interface tells. -#}
{% macro orders_by_file(table) -%}
    (
        select ranked.*
        from (
            select
                files.*,
                rank() over (
                    partition by files.platform, files.order_id
                    order by coalesce(files.exported_date, date '1970-01-01') desc, files.account_id desc
                ) as file_no
            from {{ source('seller_backend_exports', 'seller_backend_exports__' ~ table) }} as files
        ) as ranked
        left join (
            {%- for platform in ['shopify', 'taobao_tmall_top', 'jd'] %}
            select
                '{{ platform }}' as platform,
                order_id
            from {{ source(platform, platform ~ '__orders') }}
            {{- ' union all' if not loop.last }}
            {%- endfor %}
        ) as told on ranked.platform = told.platform and ranked.order_id = told.order_id
        where ranked.file_no = 1 and told.order_id is null
    )
{%- endmacro %}
