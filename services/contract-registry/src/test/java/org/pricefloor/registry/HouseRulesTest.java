package org.pricefloor.registry;

import org.pricefloor.houserules.ModuleKeepsTheHouseRules;

class HouseRulesTest extends ModuleKeepsTheHouseRules {
}
