package io.frelay.relay.session;

import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.memory.ByteBudget;
import io.frelay.relay.memory.ByteBudget.Part;
import io.frelay.relay.observe.RelayMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;

/** A direction's traffic, whose receiver has a budget of its own. */
public final class TestTraffic {
  private static final long BUDGET = 1L << 30;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ByteBudget budget = new ByteBudget(BUDGET);
  private final Traffic traffic;

  public TestTraffic() {
    Connection receiver = Connection.own(new EmbeddedChannel());
    receiver.memory().countIn(budget, new AddressBlock(false, 1));
    receiver.memory().countSessionFor("u", 0);
    traffic = new Traffic(new RelayMeters(registry), receiver.memory());
  }

  public Traffic traffic() {
    return traffic;
  }

  /** Bytes that are kept for the receiver, as the budget counts them. */
  public long held() {
    return budget.held(Part.BUFFERS);
  }

  /** Late records that the meters say were dropped. */
  public double lateRecords() {
    return registry.get("frelay.late.records").counter().count();
  }
}
