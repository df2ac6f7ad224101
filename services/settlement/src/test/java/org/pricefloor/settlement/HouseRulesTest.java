package org.pricefloor.settlement;

import org.pricefloor.houserules.ModuleKeepsTheHouseRules;

class HouseRulesTest extends ModuleKeepsTheHouseRules {
}
