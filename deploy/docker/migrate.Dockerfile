# Brings the databases of all services to the present schema, each as its owner role, and ends.
# The build's context is the project: docker build -f deploy/docker/migrate.Dockerfile .
FROM flyway/flyway:12.0.0

COPY services/messaging/src/main/resources/db/messaging/ services/price-ingestion/src/main/resources/db/price-ingestion/ /migrations/price-ingestion/
COPY services/messaging/src/main/resources/db/messaging/ services/contract-registry/src/main/resources/db/contract-registry/ /migrations/contract-registry/
COPY services/messaging/src/main/resources/db/messaging/ services/settlement/src/main/resources/db/settlement/ /migrations/settlement/
COPY services/messaging/src/main/resources/db/messaging/ services/portal/src/main/resources/db/portal/ /migrations/portal/
COPY deploy/docker/migrate.sh /migrate.sh

ENTRYPOINT ["/bin/sh", "/migrate.sh"]
