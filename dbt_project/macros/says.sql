{#- Join: what a code of this field of an object says in the words of the corp. -#}
{% macro says(choices, records, object_name, field_name, code) -%}
    {{ records }}.account_id = {{ choices }}.account_id
            and {{ records }}.{{ code }} = {{ choices }}.code
            and {{ choices }}.object_name = '{{ object_name }}'
            and {{ choices }}.field_name = '{{ field_name }}'
{%- endmacro %}
