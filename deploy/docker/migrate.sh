#!/bin/sh
# Runs in the migrate image: one Flyway per service's database, as the role that owns it.
set -eu
for folder in /migrations/*; do
    service=$(basename "$folder")
    name=$(echo "$service" | tr - _)
    variable=$(echo "PRICEFLOOR_${name}_OWNER_PASSWORD" | tr '[:lower:]' '[:upper:]')
    eval "password=\${$variable:?is not set}"
    echo "Migrating service=$service"
    FLYWAY_PASSWORD=$password flyway -url="jdbc:postgresql://${PRICEFLOOR_DATABASE_HOST:-database}:5432/$name" -user="${name}_owner" \
        -locations="filesystem:$folder" -table=schema_history \
        -placeholders.service_role="${name}_service" -placeholders.reader_role="${name}_reader" -validateMigrationNaming=true -cleanDisabled=true migrate
done
