package org.pricefloor.commandline;

import org.pricefloor.houserules.ModuleKeepsTheHouseRules;

class HouseRulesTest extends ModuleKeepsTheHouseRules {
}
