{#- Surveys that only a file brings: those the same platform's interface brings are told by it, and of what was
    pushed (`<survey>__push`) those that no download brings. -#}
{% macro by_file_only(files) -%}
    split_part({{ files }}.account_id, '_', 1) not in (
        select survey_id from {{ source('wenjuanxing_api', 'wenjuanxing_api__labels') }}
    )
    and not (
        {{ files }}.account_id like '%push'
        and split_part({{ files }}.account_id, '_', 1) in (
            select split_part(downloads.account_id, '_', 1)
            from {{ source('wenjuanxing', 'wenjuanxing__responses') }} as downloads
            where downloads.account_id not like '%push'
        )
    )
{%- endmacro %}

{#- The same of downloads whose name begins with the survey's id and two underscores, or is that id. -#}
{% macro not_by_interface(files) -%}
    split_part({{ files }}.account_id, '__', 1) not in (
        select survey_id from {{ source('surveymonkey', 'surveymonkey__labels') }}
        union
        select survey_id from {{ source('qualtrics', 'qualtrics__labels') }}
        union
        select survey_id from {{ source('tencent_survey', 'tencent_survey__labels') }}
        union
        select form_id from {{ source('typeform', 'typeform__forms') }}
    )
{%- endmacro %}

{#- Responses of Qualtrics that were begun and are not among the finished ones. -#}
{% macro not_sent_since(begun) -%}
    not exists (
        select 1 from {{ source('qualtrics', 'qualtrics__responses') }} as sent
        where sent.account_id = {{ begun }}.account_id and sent.survey_id = {{ begun }}.survey_id
            and sent.response_id = {{ begun }}.response_id
    )
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

{#- When an object of a list was gone: the first pull of the whole list without it, once two in all had none. -#}
{% macro gone_since(listed, feed, key) -%}
    select
        {%- for name in key %}
        listed.{{ name }},
        {%- endfor %}
        min(pulls.pulled_at) as gone_at
    from {{ listed }} as listed
    inner join {{ ref('stg_coverage') }} as pulls
        on listed.platform = pulls.connector and listed.account_id = pulls.account_id
        and listed.last_seen_at < pulls.pulled_at
    where pulls.feed = '{{ feed }}' and pulls.state = 'complete'
    group by listed.{{ key | join(', listed.') }}
    having count(*) >= 2
{%- endmacro %}
