{#- Rows of several streams under one list of columns. Each arm is {from, set, lacks}: `set` gives a
    column's expression, `lacks` names columns the stream does not have (null). -#}
{% macro union_by_name(columns, arms) -%}
    {%- for arm in arms %}
    select
        {%- for name, type in columns.items() %}
        cast({{ 'null' if name in arm.get('lacks', []) else arm.get('set', {}).get(name, name) }} as {{ type }}) as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ arm['from'] }}
    {%- if arm.get('where') %} where {{ arm['where'] }}{% endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{#- Arms for `union_by_name`: reports of these platforms ({platform: [report]}), each with the same `set`. -#}
{% macro reports_of(platforms, set, more={}) -%}
    {%- set arms = [] -%}
    {%- for platform, reports in platforms.items() -%}
        {%- for report in reports -%}
            {%- do arms.append(dict(more, **{
                'from': source(platform, platform ~ '__' ~ report), 'set': dict(set, platform="'" ~ platform ~ "'")})) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(arms) }}
{%- endmacro %}


{#- What wholes tell beyond the sum of their parts: each measure less that of the parts with the same keys. -#}
{% macro left_of(wholes, parts, keys, measures, beside) -%}
    select
        {%- for measure in measures %}
        wholes.{{ measure }} - coalesce(parts.{{ measure }}, 0) as {{ measure }},
        {%- endfor %}
        {%- for name in keys + beside %}
        wholes.{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ wholes }} as wholes
    left join (
        select {% for measure in measures %}sum({{ measure }}) as {{ measure }}, {% endfor %}{{ keys | join(', ') }}
        from {{ parts }} group by {{ keys | join(', ') }}
    ) as parts
        on {% for key in keys %}{{ 'and ' if not loop.first }}wholes.{{ key }} = parts.{{ key }} {% endfor %}
{%- endmacro %}


{#- One arm for `union_by_name` per platform that lists objects of this kind: how they stood since which day. -#}
{% macro history_of(kind, platforms) -%}
    {%- set lacks = {'account': ['daily_budget_native', 'landing_url'], 'ad': ['daily_budget_native']}.get(kind, ['landing_url']) -%}
    {%- set deleted = 'case when is_deleted then \'DELETED\' else status end' if kind in ('campaign', 'ad') else 'status' -%}
    {%- set arms = [] -%}
    {%- for platform in platforms -%}
        {%- do arms.append({'from': source(platform, platform ~ '__' ~ kind ~ 's__history'), 'lacks': lacks, 'set': {
            'platform': "'" ~ platform ~ "'", 'object_kind': "'" ~ kind ~ "'", 'object_id': kind ~ '_id',
            'object_name': kind ~ '_name', 'daily_budget_native': 'daily_budget',
            'status': deleted if platform == 'tencent_ads' else 'status'}}) -%}
    {%- endfor -%}
    {{ return(arms) }}
{%- endmacro %}


{#- What a report's rows call an object, day by day, as each day was told first: for objects in no list. -#}
{% macro named_by_report(versions, kind) -%}
    select
        account_id,
        {{ kind }}_id as object_id,
        {{ kind }}_name as object_name,
        report_date as valid_from,
        row_number() over (partition by account_id, {{ kind }}_id, report_date order by _pulled_at, ad_id) as telling_no
    from {{ versions }}
{%- endmacro %}


{#- The arm of those objects for `union_by_name`. -#}
{% macro told_by(names, platform, kind) -%}
    {{ return({'from': names, 'where': 'telling_no = 1', 'lacks': ['status', 'daily_budget_native', 'landing_url'],
        'set': {'platform': "'" ~ platform ~ "'", 'object_kind': "'" ~ kind ~ "'", 'is_listed': 'true'}}) }}
{%- endmacro %}


{#- The spell of an object that holds on a day; before the first one known, the first. -#}
{% macro stands_on(spell, day) -%}
    {{ day }} between {{ spell }}.applies_from and {{ spell }}.valid_to
{%- endmacro %}


{#- Join: what a code of this field of an object says in the words of the corp. -#}
{% macro says(choices, records, object_name, field_name, code) -%}
    {{ records }}.account_id = {{ choices }}.account_id
            and {{ records }}.{{ code }} = {{ choices }}.code
            and {{ choices }}.object_name = '{{ object_name }}'
            and {{ choices }}.field_name = '{{ field_name }}'
{%- endmacro %}
