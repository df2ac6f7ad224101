package org.pricefloor.settlement;

public class BrokenSettlement {
}
