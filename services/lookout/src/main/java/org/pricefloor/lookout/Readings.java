package org.pricefloor.lookout;

import java.util.List;

/** The numbers that a service offers beyond those that every service has; a bean of this type is found by itself. */
@FunctionalInterface
public interface Readings {

    List<Reading> readings();
}
