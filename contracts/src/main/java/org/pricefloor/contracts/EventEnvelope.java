package org.pricefloor.contracts;

import java.time.Instant;

/**
 * An event on its way: CloudEvents 1.0 attributes (binary mode, headers {@code ce_*}) around the exact body bytes.
 *
 * @param id       the event's own id
 * @param type     {@link EventType#typeName()}
 * @param source   the service that wrote it, for instance {@code /price-ingestion}
 * @param time     when the writing transaction took place
 * @param subject  the aggregate, which is the record's key
 * @param position gap-free number within topic and partition, from 1, given by the relay
 * @param body     UTF-8 JSON; these bytes are what is hashed
 */
public record EventEnvelope(String id, String type, String source, Instant time, String subject, long position, byte[] body) {

    public static final String HEADER_SPEC_VERSION = "ce_specversion";
    public static final String HEADER_ID = "ce_id";
    public static final String HEADER_TYPE = "ce_type";
    public static final String HEADER_SOURCE = "ce_source";
    public static final String HEADER_TIME = "ce_time";
    public static final String HEADER_SUBJECT = "ce_subject";
    /** Extension attribute: the relay's gap-free position. */
    public static final String HEADER_POSITION = "ce_position";
    /** Distributed tracing extension, where something from outside caused the event; not part of the event. */
    public static final String HEADER_TRACE_PARENT = "ce_traceparent";
    public static final String HEADER_CONTENT_TYPE = "content-type";
    public static final String CONTENT_TYPE = "application/json";
}
