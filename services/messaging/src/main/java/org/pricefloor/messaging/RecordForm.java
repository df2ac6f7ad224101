package org.pricefloor.messaging;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.pricefloor.contracts.MayBeAbsent;

/**
 * The components of a record type, read without reflection, and the JSON form made of them: in their declared order, absent ones
 * left out. A settled event has some two hundred values; by reflection they took as long as everything else that is computed for it.
 */
final class RecordForm {

    private static final ClassValue<RecordForm> FORMS = new ClassValue<>() {
        @Override
        protected RecordForm computeValue(Class<?> type) {
            return new RecordForm(type);
        }
    };

    /** @param of reads it from its record */
    record Component(String name, SerializedString written, boolean mayBeAbsent, Function<Object, Object> of) {
    }

    private final Component[] components;

    private RecordForm(Class<?> type) {
        RecordComponent[] declared = type.getRecordComponents();
        components = new Component[declared.length];
        for (int i = 0; i < declared.length; i++) {
            components[i] = new Component(declared[i].getName(), new SerializedString(declared[i].getName()),
                    declared[i].isAnnotationPresent(MayBeAbsent.class), reader(type, declared[i]));
        }
    }

    static RecordForm of(Class<?> type) {
        return FORMS.get(type);
    }

    Component[] components() {
        return components;
    }

    static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Record) {
            json.writeStartObject();
            for (Component component : of(value.getClass()).components) {
                Object part = component.of.apply(value);
                if (part != null) {
                    json.writeFieldName(component.written);
                    write(json, part);
                }
            }
            json.writeEndObject();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof BigDecimal decimal) {
            json.writeString(decimal.toPlainString());
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof LocalDate || value instanceof Instant || value instanceof Enum<?>) {
            json.writeString(value.toString());
        } else if (value instanceof Object[] array) {
            json.writeStartArray();
            for (Object each : array) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value == null) {
            json.writeNull();
        } else {
            throw new IllegalArgumentException("Can not write " + value.getClass().getName() + " as JSON: an event holds records, lists, text, decimals, "
                    + "integers, booleans, dates and instants");
        }
    }

    @SuppressWarnings("unchecked")
    private static Function<Object, Object> reader(Class<?> type, RecordComponent component) {
        try {
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            MethodHandle accessor = inside.unreflect(component.getAccessor());
            return (Function<Object, Object>) LambdaMetafactory.metafactory(inside, "apply", MethodType.methodType(Function.class),
                    MethodType.methodType(Object.class, Object.class), accessor, accessor.type().wrap()).getTarget().invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("Can not read " + component, e);
        }
    }
}
