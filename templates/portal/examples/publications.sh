# Fetches all publications; asked again, only if something has changed.
curl --fail --silent --show-error --compressed \
  --etag-save publications.etag --etag-compare publications.etag \
  --output publications.json \
  "{{ portal }}/data/v1/publications.json"
{% if number %}
# One publication as text, by its permanent address.
curl --fail --silent --show-error --location --header "Accept: text/markdown" \
  "{{ portal }}/id/{{ number }}"
{% endif %}
