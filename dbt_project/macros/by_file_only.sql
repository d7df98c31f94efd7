{#- Surveys that only a downloaded file brings: those the same platform's interface brings are told by it. -#}
{% macro by_file_only(survey) -%}
    split_part({{ survey }}, '_', 1) not in (select survey_id from {{ source('wenjuanxing_api', 'wenjuanxing_api__labels') }})
{%- endmacro %}
