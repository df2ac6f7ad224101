/**
 * Tests of the tests: faults planted into a copy of the sources, each of which the harness has to find.
 *
 * <p>A plant is a patch file of {@code deploy/acceptance/planted}: what it plants, in which module, which tests find it, and the unified
 * diff. {@link org.pricefloor.acceptance.planted.PlantedFaultsTest} keeps the files true to the sources;
 * {@link org.pricefloor.acceptance.planted.PlantedMill} plants each one and runs its tests.
 */
package org.pricefloor.acceptance.planted;
