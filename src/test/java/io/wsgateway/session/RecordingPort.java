package io.wsgateway.session;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.fanout.ChannelBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A client that notes all that it is told: {@code channel=text} for a publication. */
class RecordingPort implements ClientPort {
  final List<String> told = new ArrayList<>();

  @Override
  public void reply(Payload payload) {
    told.add("reply " + payload.asText());
  }

  @Override
  public void push(ChannelBatch batch, ChannelRule rule) {
    for (int i = 0; i < batch.size(); i++) {
      told.add(batch.channel() + "=" + batch.publication(i).payload().asText());
    }
  }

  @Override
  public void missed(String channel) {
    told.add("missed " + channel);
  }

  @Override
  public void hold(Hold why, BooleanSupplier still) {
    told.add("hold " + why);
  }

  @Override
  public void close(EndReason reason, String text) {
    told.add("close " + reason + " " + text);
  }

  @Override
  public void close(int code, String reason) {
    told.add("close " + code + " " + reason);
  }
}
