package org.pricefloor.portal;

import org.pricefloor.houserules.ModuleKeepsTheHouseRules;

class HouseRulesTest extends ModuleKeepsTheHouseRules {
}
