"""The categories of households, as registers, rhythms and forms know them, with their names."""

from collections.abc import Mapping

from bot.messages import Labels

CATEGORIES: Mapping[str, Labels] = {
    "unstable": Labels({"zh": "脱贫不稳定户", "en": "out of poverty, unstable"}),
    "marginal": Labels({"zh": "边缘易致贫户", "en": "near the edge of poverty"}),
    "sudden": Labels({"zh": "突发严重困难户", "en": "in sudden hardship"}),
    "lifted": Labels({"zh": "脱贫户", "en": "out of poverty"}),
    "ordinary": Labels({"zh": "一般农户", "en": "ordinary household"}),
}
CATEGORY_BY_NAME = {labels.words["zh"]: code for code, labels in CATEGORIES.items()}
