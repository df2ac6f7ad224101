/**
 * The rules of the house that a compiler does not know: what the kernel may touch, who may depend on whom, how things are
 * called.
 *
 * <p>In come the classes and sources of the module under test; out come broken rules, each saying what to do instead. A
 * module joins with one class in its tests:
 *
 * <pre>
 *   class HouseRulesTest extends org.pricefloor.houserules.ModuleKeepsTheHouseRules {
 *   }
 * </pre>
 */
package org.pricefloor.houserules;
