/**
 * Starts the whole system on one machine: broker, database, migrations, services and sample data, without Docker.
 *
 * <p>In: {@code deploy/up} and its options. Out: a running system, its addresses, and a folder ({@code .pricefloor}) that keeps its state
 * between starts. The steps are those of a real deployment, in its order: topics and roles by an administrator, migrations as the owner
 * roles, then services that can do neither.
 *
 * <p>The one thing to understand: {@link org.pricefloor.devstack.DevStack} owns every process it starts. Whatever step fails, and
 * however the launcher ends, what was started is stopped; what a killed launcher left behind is stopped by the next start.
 */
package org.pricefloor.devstack;
