package org.pricefloor.messaging;

/**
 * A record that could not take effect and was set aside with its bytes.
 *
 * @param position null: it bore no readable position
 * @param key      the record's key, null where it has none or it is not UTF-8
 * @param type     its CloudEvents type, null where the header is missing
 * @param rule     for instance {@code BODY_MUST_BE_READABLE} or {@code EFFECT_REFUSED}
 */
public record Parked(String topic, int partition, long offset, Long position, String key, String type, String rule, String reason) {
}
