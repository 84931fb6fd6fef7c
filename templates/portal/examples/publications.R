# All publications as a table, with R alone.
file <- url(
  "{{ portal }}/data/v1/publications.csv",
  headers = c("Accept-Language" = "{{ language }}"),
  encoding = "UTF-8-BOM"
)
publications <- read.csv2(file, check.names = FALSE)
print(table(publications[["{{ columns.type }}"]]))

# All fields of all languages, with the package jsonlite.
library(jsonlite)
found <- fromJSON("{{ portal }}/data/v1/publications.json", simplifyVector = FALSE)
for (item in found$publications) {
  cat(item$number, item$type$en, item$languages[[1]]$title, sep = "\t", fill = 200)
}
