{#- The platforms whose interface tells orders: a day that one of their shops lacks is a day without its sales. -#}
{% macro shops_told() -%}
    {{ return(['shopify', 'taobao_tmall_top', 'jd', 'douyin_shop']) }}
{%- endmacro %}
{% macro shops() -%} '{{ shops_told() | join("', '") }}' {%- endmacro %}


{#- Of 京东's orders, or their lines, those that were not split: an order that was stands there with its parts. -#}
{% macro unsplit() -%}
    order_id not in (
        select parents.parent_order_id from {{ source('jd', 'jd__orders') }} as parents
        where parents.parent_order_id is not null
    )
{%- endmacro %}

{#- The orders that these interfaces tell. -#}
{% macro orders_by_interface() -%}
    {%- for platform in shops_told() %}
    select '{{ platform }}' as platform, order_id from {{ source(platform, platform ~ '__orders') }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Orders, or their lines, that only exported files tell: of each order the newest file's, none that its platform's
    interface tells. -#}
{% macro orders_by_file(table) -%}
    (
        select ranked.*
        from (
            select files.*, rank() over (
                partition by files.platform, files.order_id
                order by coalesce(files.exported_date, date '1970-01-01') desc, files.account_id desc
            ) as file_no
            from {{ source('seller_backend_exports', 'seller_backend_exports__' ~ table) }} as files
        ) as ranked
        left join ({{ orders_by_interface() }}) as told
            on ranked.platform = told.platform and ranked.order_id = told.order_id
        where ranked.file_no = 1 and told.order_id is null
    )
{%- endmacro %}
