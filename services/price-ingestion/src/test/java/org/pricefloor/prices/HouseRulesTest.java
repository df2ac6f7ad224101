package org.pricefloor.prices;

import org.pricefloor.houserules.ModuleKeepsTheHouseRules;

class HouseRulesTest extends ModuleKeepsTheHouseRules {
}
