#!/bin/sh
# Runs in the broker's image, once the broker serves: the topics of contracts/README.md. Those that exist are left as they are.
set -eu
for topic in pricefloor.market-data pricefloor.agreements pricefloor.deliveries pricefloor.settlements; do
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server "${PRICEFLOOR_KAFKA:-broker:9092}" --create --if-not-exists --topic "$topic" --partitions 3 \
        --replication-factor "${PRICEFLOOR_REPLICATION:-1}" --config retention.ms=-1 --config cleanup.policy=delete
done
