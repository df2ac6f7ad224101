/**
 * Starts a real Kafka broker and a real PostgreSQL on a bare machine, prepares them for the services, and mints development tokens.
 *
 * <p>In: a folder to keep state in, and ports. Out: running processes with an address, databases with their three roles, migrated as
 * their owner, topics, an ES256 key. Used by the development stack and by the tests of every module.
 *
 * <p>The one thing to understand: <em>nothing here runs a broker or a database inside the calling JVM.</em> Each runs in a JVM of its own
 * whose class path is the folder {@code target/stack-classpath} of this module, so that a service never sees a broker's jar. A forked
 * JVM ends by itself when its lifeline is cut ({@link org.pricefloor.infrastructure.Lifeline}): nothing outlives the one who asked for it.
 */
package org.pricefloor.infrastructure;
