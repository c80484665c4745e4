import { DAY, HOUR, MINUTE, Story, type Telling } from '../story.ts'

export const arabicExchange = (telling: Telling) =>
  new Story(telling, 9 * HOUR, {
    title: 'استبدال حذاء بمقاس أكبر',
    channel: 'whatsapp',
    customer: 'c-4174',
    order: 'N-51377',
    lang: 'ar',
  })
    .user(
      'مرحبا، وصلني الحذاء اليوم (الطلب N-51377) لكن مقاس 39 ضيق جدا. هل يمكن استبداله بمقاس 40 قبل السفر يوم الخميس؟',
    )
    .run('orders', [
      {
        do: 'call',
        calls: [
          {
            name: 'find_order',
            arguments: { order_id: 'N-51377' },
            output: { order_id: 'N-51377', item: 'Sandvik boot', size: 39, stock: { '40': 3 } },
          },
        ],
      },
      {
        do: 'say',
        text: 'نعم، يمكن ذلك. المقاس **40** متوفر، وبقيت منه ثلاثة أزواج.\n\n| الخطوة | الموعد |\n| --- | --- |\n| حجز المقاس 40 باسمك | تم الآن |\n| تسليم الزوج الجديد | الثلاثاء، 14:00–18:00 |\n| استلام الزوج القديم | عند التسليم نفسه |\n\n1. أعيدي الحذاء إلى علبته الأصلية.\n2. لا حاجة إلى طباعة ملصق؛ رمز الاستلام هو `AX-40-7731`.\n3. لا توجد أي تكلفة إضافية.\n\nهل العنوان القديم ما زال صحيحا؟',
      },
    ])
    .user('نعم، العنوان نفسه. شكرا جزيلا!')
    .run('orders', [
      { do: 'say', text: 'تم التأكيد. سيتصل بك السائق قبل وصوله بنصف ساعة. رحلة سعيدة.' },
    ])
    .told()

export const chineseInvoice = (telling: Telling) =>
  new Story(telling, 2 * HOUR + 5 * MINUTE, {
    title: '发票抬头开错了，怎么更正？',
    channel: 'web',
    customer: 'c-4211',
    order: 'N-51402',
    lang: 'zh',
  })
    .user(
      '你好，订单 N-51402 的发票抬头写成了个人，应该是公司：上海北线贸易有限公司。月底要报销，还来得及吗？',
    )
    .run('orders', [
      {
        do: 'call',
        calls: [
          {
            name: 'find_order',
            arguments: { order_id: 'N-51402' },
            output: {
              order_id: 'N-51402',
              invoice: { title: '陈宇', amount: 1288, status: '已开具' },
            },
          },
        ],
      },
      {
        do: 'say',
        text: '来得及。电子发票可以**先红冲，再重开**，一般当天完成：\n\n1. 作废原发票（个人抬头，¥1,288.00）\n2. 按下面的信息重新开具\n3. 新发票发送到您的邮箱\n\n| 项目 | 内容 |\n| :-- | :-- |\n| 抬头 | 上海北线贸易有限公司 |\n| 税号 | *请您提供（18 位）* |\n| 金额 | ¥1,288.00 |\n| 类型 | 增值税电子普通发票 |\n\n请把公司的**税号**发给我，我马上提交。',
      },
    ])
    .user('税号是 91310115MA1K4XY27P，谢谢！')
    .run('orders', [
      {
        do: 'say',
        text: '已提交，预计 **今天 18:00 前** 发到您的邮箱。如果需要寄送纸质版，请告诉我收件地址。',
      },
    ])
    .told()

export const hindiRefund = (telling: Telling) =>
  new Story(telling, DAY + 4 * HOUR, {
    title: 'रिफ़ंड कब आएगा?',
    channel: 'app',
    customer: 'c-4248',
    order: 'N-50890',
    lang: 'hi',
  })
    .user('मैंने सोमवार को चादर वापस भेज दी थी (ऑर्डर N-50890)। रिफ़ंड अब तक नहीं आया। कब आएगा?')
    .run('orders', [
      {
        do: 'call',
        calls: [
          {
            name: 'find_order',
            arguments: { order_id: 'N-50890' },
            output: {
              order_id: 'N-50890',
              returned: 'received',
              refund: { amount: 1499, to: 'UPI' },
            },
          },
        ],
      },
      {
        do: 'say',
        text: 'आपका पार्सल **कल** हमारे गोदाम में पहुँच गया है और जाँच पूरी हो चुकी है।\n\n- रिफ़ंड की राशि: **₹1,499**\n- माध्यम: UPI, जिससे आपने भुगतान किया था\n- समय: **2 से 3 कार्य दिवस**, यानी शुक्रवार तक\n\nजैसे ही बैंक पुष्टि करेगा, आपको SMS मिल जाएगा।',
      },
    ])
    .user('Okay thanks, Friday तक wait कर लूँगा 🙂')
    .told()

/** Several scripts in one thread, as happens when a family writes from one account. */
export const manyLanguages = (telling: Telling) =>
  new Story(telling, 3 * DAY, {
    title: 'One order, four languages',
    channel: 'web',
    customer: 'c-4285',
    order: 'N-50444',
    lang: 'mul',
  })
    .user(
      'Guten Tag, unser Kinderbett (N-50444) kam ohne die Schrauben an. Meine Frau schreibt lieber Koreanisch, meine Eltern Türkisch.',
    )
    .run('orders', [
      {
        do: 'say',
        text: 'Guten Tag! Der Beutel mit den Schrauben (**Teil 118**, 24 Stück) geht noch heute als Brief an Sie, Ankunft am Samstag. Bitte bauen Sie das Bett vorher nicht auf.\n\nIn welcher Sprache darf ich weiterschreiben?',
      },
    ])
    .user('안녕하세요! 나사 말고 다른 부품도 빠졌는지 어떻게 확인하나요?')
    .run('orders', [
      {
        do: 'say',
        text: '안녕하세요. 설명서 2쪽의 부품표와 비교해 보시면 됩니다.\n\n- 옆판 **2개**, 머리판 **1개**, 발판 **1개**\n- 나무못 **16개** (118번 봉투와 별도)\n- 육각 렌치 **1개**\n\n빠진 부품이 있으면 번호만 알려 주세요.',
      },
    ])
    .user('Bir de yatağın altlığı kaç kilo taşır?')
    .run('orders', [
      {
        do: 'say',
        text: 'Altlık en fazla **60 kg** taşır; EN 716-1 standardına göre denenmiştir. Çocuk ayağa kalkmaya başlayınca altlığı en alt konuma indirin.',
      },
    ])
    .user('Perfect, everyone understood everything. Merci & thank you 🙏')
    .told()
