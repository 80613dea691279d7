package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void connectionsHaveWhatIsNeitherOpenNorKeptForOthers() {
    assertThat(new Descriptors(1000, 200).room()).isEqualTo(736);
    assertThat(new Descriptors(250, 200).room()).isEqualTo(1);
    assertThat(new Descriptors(Long.MAX_VALUE, 200).room()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void linuxTellsThem() {
    assertThat(Descriptors.now())
        .hasValueSatisfying(now -> assertThat(now.open()).isPositive().isLessThan(now.limit()));
  }
}
