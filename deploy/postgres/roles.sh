#!/bin/sh
# Runs as the superuser at the first start of the database: per service a database and three roles. The same statements are in the
# development stack (ProvisionMain). The owner runs migrations and owns every table; the service's role logs in, owns nothing and
# bypasses nothing; a tenant's read becomes the reader role, which cannot log in. What each may touch is granted by the migrations.
set -eu
for service in price-ingestion contract-registry settlement portal; do
    name=$(echo "$service" | tr - _)
    upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
    eval "owner_password=\${PRICEFLOOR_${upper}_OWNER_PASSWORD:?is not set}"
    eval "service_password=\${PRICEFLOOR_${upper}_SERVICE_PASSWORD:?is not set}"
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        -v database="$name" -v owner="${name}_owner" -v owner_password="$owner_password" \
        -v service="${name}_service" -v service_password="$service_password" -v reader="${name}_reader" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE :"service" LOGIN PASSWORD :'service_password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE :"reader" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT :"reader" TO :"service" WITH INHERIT FALSE, SET TRUE;
CREATE DATABASE :"database" OWNER :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"service";
SQL
done
